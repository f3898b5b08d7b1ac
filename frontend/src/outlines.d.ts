// What frontend/outlines.js makes at build time.
declare module "virtual:outlines/*" {
  const sheet: import("./sheet.ts").Sheet;
  export default sheet;
}
