#!/usr/bin/env node
// @ts-check
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startManager } from './manager/manager.js'
import { readProperties } from './manager/properties.js'
import { createLog } from './shared/log.js'

const USAGE = `Usage: node main.js [options]
  --port <n>       the stream manager's port (8088, or the environment's PORT; 0: any)
  --origins <n>    origin nodes (2)
  --edges <n>      edge nodes (2)
  --node-port <n>  the nodes' port, each on an address of its own (5080; 0: any)
  --root <folder>  the repository whose examples/, dist/ and site/ are served
  --properties <file>  settings of the stream manager (red5-web.properties beside this file)
  --tls            HTTPS and WSS, with a certificate that is made at each start
  --tls-name <name>  what the certificate is for, any number of times (localhost, 127.0.0.1, *.test)
`
const NODES_LIMIT = 9

const TLS_NAMES = ['localhost', '127.0.0.1', '::1', '*.test']

/** null: help was asked for */
function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env.PORT || '8088' },
      origins: { type: 'string', default: '2' },
      edges: { type: 'string', default: '2' },
      'node-port': { type: 'string', default: '5080' },
      root: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
      properties: {
        type: 'string',
        default: fileURLToPath(new URL('red5-web.properties', import.meta.url)),
      },
      tls: { type: 'boolean', default: false },
      'tls-name': { type: 'string', multiple: true, default: TLS_NAMES },
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
    proxyEnabled: readProxyEnabled(/** @type {string} */ (values.properties)),
    tlsNames: values.tls ? tlsNames(values['tls-name'] ?? []) : null,
  }
}

/** @param {string} file */
function readProxyEnabled(file) {
  const value = readProperties(file).get('proxy.enabled') ?? 'false'
  if (value === 'true' || value === 'false') return value === 'true'
  throw new Error(`proxy.enabled in ${file} must be true or false, not "${value}".`)
}

/** @param {string[]} names */
function tlsNames(names) {
  const wrong = names.find((name) => !/^(\*\.)?[\w.:-]+$/.test(name))
  if (wrong === undefined) return names
  throw new Error(`--tls-name must be a host name or an IP address, not "${wrong}".`)
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
  process.stdout.write(`ready ${manager.url}\n`)
}

main().catch((error) => {
  process.stderr.write(explain(error) + '\n')
  process.exit(1)
})
