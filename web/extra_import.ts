// Where that part is: beside this package's own file. For a plain script tag extra_import_global.ts
// takes this file's place.
export const importExtra = (): Promise<typeof import('./extra')> => import('./extra')
