#!/usr/bin/env node
// @ts-check
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startManager } from './manager/manager.js'
import { createLog } from './shared/log.js'

const USAGE = `Usage: node main.js [options]
  --port <n>       the stream manager's port (8088, or the environment's PORT; 0: any)
  --origins <n>    origin nodes (2)
  --edges <n>      edge nodes (2)
  --node-port <n>  the nodes' port, each on an address of its own (5080; 0: any)
  --root <folder>  the repository whose examples/ and dist/ are served
`
const NODES_LIMIT = 9

/** @typedef {{port: number, origins: number, edges: number, nodePort: number, root: string}} Options */

/** @returns {Options | null} null: help was asked for */
function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env.PORT || '8088' },
      origins: { type: 'string', default: '2' },
      edges: { type: 'string', default: '2' },
      'node-port': { type: 'string', default: '5080' },
      root: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return null
  return {
    port: number('port', values.port, 0, 65_535),
    origins: number('origins', values.origins, 0, NODES_LIMIT),
    edges: number('edges', values.edges, 0, NODES_LIMIT),
    nodePort: number('node-port', values['node-port'], 0, 65_535),
    root: path.resolve(/** @type {string} */ (values.root)),
  }
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} least
 * @param {number} most
 */
function number(name, text, least, most) {
  const value = Number(text)
  if (text?.trim() && Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`--${name} must be a whole number from ${least} to ${most}, not "${text}".`)
}

/** @param {unknown} error @returns {string} one sentence */
function explain(error) {
  const { code, port, address, message } = /** @type {any} */ (error)
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is in use: stop what uses it, or choose another with --port.`
  if (code === 'EACCES') return `Port ${port} on ${address} may not be used by this user.`
  return message ?? String(error)
}

async function main() {
  const log = createLog('manager')
  const options = readOptions()
  if (!options) return void process.stdout.write(USAGE)

  const manager = await startManager(options, log)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    log('stopping')
    await manager.stop()
    process.exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.stdout.write(`ready http://localhost:${manager.port}/\n`)
}

main().catch((error) => {
  process.stderr.write(explain(error) + '\n')
  process.exit(1)
})
