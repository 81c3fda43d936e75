// @ts-check
import { spawn } from 'node:child_process'

/**
 * Stops a process in its tracks: it keeps all that it has, and neither hears nor says anything. It
 * goes on when the returned function is called, or when this process ends, however that happens: a
 * frozen process would not even notice that, and stay for good.
 *
 * @param {number} pid
 * @returns {() => void}
 */
export function freeze(pid) {
  // Waits for a line that never comes; at the end of this process the pipe is closed. In a group of
  // its own, Ctrl-C does not reach it.
  const waker = spawn('/bin/sh', ['-c', 'read -r line; kill -s CONT "$1"', 'waker', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  waker.on('error', () => {})
  if (waker.pid === undefined) throw new Error('There is no /bin/sh to wake the process up again.')
  process.kill(pid, 'SIGSTOP')
  return () => {
    wake(pid)
    waker.kill('SIGKILL')
  }
}

/** @param {number} pid */
function wake(pid) {
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // It has been killed meanwhile.
  }
}
