import { beside } from './beside_global'

export const importExtra = (): Promise<typeof import('./extra')> => import(beside('extra.js'))
