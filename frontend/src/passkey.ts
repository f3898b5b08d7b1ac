// Passkeys at the desk: a form that carries a question (data-options) is sent with the device's answer in it. Without a script,
// or in a browser that has no passkeys, these forms stay hidden.

type Form = HTMLFormElement & { readonly dataset: { passkey?: string; options?: string } };

/** The device's answer as JSON. Rejects where there is none: whoever has it said no, or it took too long. */
async function answer(kind: string, options: unknown): Promise<string> {
  const found =
    kind === "create"
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
        });
  if (!(found instanceof PublicKeyCredential)) throw new Error("no passkey");
  return JSON.stringify(found.toJSON());
}

function takeOver(form: Form): void {
  const field = form.elements.namedItem("credential");
  const told = form.querySelector<HTMLElement>("[data-told]");
  const { passkey, options } = form.dataset;
  if (!(field instanceof HTMLInputElement) || !told || !passkey || !options) return;
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    told.textContent = "";
    answer(passkey, JSON.parse(options))
      .then((credential) => {
        field.value = credential;
        form.submit();
      })
      .catch(() => {
        told.textContent = "The device gave no passkey. Try again.";
      })
      .finally(() => {
        busy = false;
      });
  });
  form.hidden = false;
  form.closest<HTMLElement>("[data-needs-passkeys]")?.removeAttribute("hidden");
}

if ("PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential) {
  document.querySelectorAll<Form>("form[data-passkey]").forEach(takeOver);
}
