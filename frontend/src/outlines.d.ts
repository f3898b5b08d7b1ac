// What frontend/outlines.js makes at build time.
declare module "virtual:outlines/parts" {
  const parts: Readonly<Record<string, () => Promise<{ readonly default: import("./sheet.ts").Sheet }>>>;
  export default parts;
}
declare module "virtual:outlines/*" {
  const sheet: import("./sheet.ts").Sheet;
  export default sheet;
}
