// Where that part is: beside this package's own file. For a plain script tag devices_import_global.ts
// takes this file's place; inline.js has the part in it.
export const importDevices = (): Promise<typeof import('./devices')> => import('./devices')
