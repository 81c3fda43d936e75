/** How long sluice.wasm may take to arrive, in ms. */
const LOAD_TIMEOUT = 30_000

export async function fetchModule(url: string | URL): Promise<WebAssembly.Module> {
  const response = await fetch(url, { signal: AbortSignal.timeout(LOAD_TIMEOUT) })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  const type = response.headers.get('content-type') ?? ''
  // A server without the right type for .wasm makes it slower, not impossible.
  if (!type.startsWith('application/wasm')) return WebAssembly.compile(await response.arrayBuffer())
  return WebAssembly.compileStreaming(response)
}
