// For a plain script tag, which alone knows where it lies.
const { src } = (document.currentScript ?? {}) as { src?: string }

export const importHls = (): Promise<typeof import('./hls')> =>
  import(new URL('hls.js', src || document.baseURI).href)
