import { beside } from './beside_global'

export const importDevices = (): Promise<typeof import('./devices')> => import(beside('devices.js'))
