// Loads a vendored script that is no module, once, and waits for it.

const loading = new Map();

/** Loads a script by its address relative to this file. */
export function load(path) {
  const address = new URL(path, import.meta.url).href;
  if (!loading.has(address)) {
    loading.set(address, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = () => failed(new Error(`could not be loaded: ${address}`));
      document.head.append(script);
    }));
  }
  return loading.get(address);
}
