// What a publisher does about its devices: a file of its own, dist/devices.js.
export { openSmaller, Reopening } from './browser/devices'
