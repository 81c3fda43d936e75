import { networkInterfaces } from 'node:os'

/** An address for media of servers that never offer loopback. */
export function addressForMedia() {
  const all = Object.values(networkInterfaces()).flat()
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address
}
