// sluice.wasm as text; made by scripts/bundle.mjs.
declare const text: string
export default text
