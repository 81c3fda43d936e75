// For a plain script tag, which alone knows where it lies.
const { src } = (document.currentScript ?? {}) as { src?: string }

export const beside = (name: string): string => new URL(name, src || document.baseURI).href
