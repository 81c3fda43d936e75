import { beside } from './beside_global'

export const importHls = (): Promise<typeof import('./hls')> => import(beside('hls.js'))
