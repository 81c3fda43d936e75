// Where that part is: beside this package's own file. For a plain script tag hls_import_global.ts
// takes this file's place; inline.js has the part in it.
export const importHls = (): Promise<typeof import('./hls')> => import('./hls')
