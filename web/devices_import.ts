// Where that part is: beside this package's own file. inline.js and the file for a script tag have it
// in them: who took one file has no other.
export const importDevices = (): Promise<typeof import('./devices')> => import('./devices')
