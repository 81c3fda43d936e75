// @ts-check
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CLIENT = fileURLToPath(new URL('vanishing_client.js', import.meta.url))

/**
 * A connected client in a process of its own, to be ended or frozen.
 *
 * @param {import('./cluster.js').Cluster} cluster
 * @param {'publish' | 'publishBySocket' | 'play'} role
 * @param {string} stream
 */
export async function startVanishing(cluster, role, stream) {
  const child = fork(CLIENT, [role, String(cluster.port), stream])
  const [word] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (word !== 'connected') throw new Error(`The client ended early: ${word}.`)
  return child
}
