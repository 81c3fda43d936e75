/** From the most to the least: each level shows its own lines and those of the levels behind it. */
export const LOG_LEVELS = Object.freeze({
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'fatal',
} as const)

/** One of LOG_LEVELS. */
export type LogLevel = (typeof LOG_LEVELS)[keyof typeof LOG_LEVELS]

const order = Object.values(LOG_LEVELS)
const MAX_RECORDED = 1000

let threshold = order.indexOf(LOG_LEVELS.WARN)
let recording = false
let recorded: string[] = []

/**
 * Sets what is logged to the console; the default is `warn`.
 * @param level one of LOG_LEVELS; anything else changes nothing
 * @param record whether the lines are kept as well, for getRecordedLogs(): the last 1,000
 */
export function setLogLevel(level: LogLevel, record = false): void {
  const index = order.indexOf(level)
  if (index >= 0) threshold = index
  recording = record
}

/** The lines kept since setLogLevel(..., true). They never hold tokens, passwords or addresses. */
export function getRecordedLogs(): string[] {
  return [...recorded]
}

/** A page's own lines among Sluice's, by the same rules. They are not redacted. */
export interface Logger {
  /** The least important. */
  trace(text: string): void
  /** For those who look for a fault. */
  debug(text: string): void
  /** One line a step. */
  info(text: string): void
  /** What ends nothing. */
  warn(text: string): void
  /** What ends something. */
  error(text: string): void
}

/** Writes to the console what the log level lets through, as Sluice's own lines. */
export function getLogger(): Logger {
  return {
    trace: (text) => log('trace', text),
    debug: (text) => log('debug', text),
    info: (text) => log('info', text),
    warn: (text) => log('warn', text),
    error: (text) => log('error', text),
  }
}

const sinks = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'error',
} as const

/** `text` is fit to be shown: whoever calls this has redacted it. */
export function log(level: LogLevel, text: string): void {
  if (order.indexOf(level) < threshold) return
  const line = `[sluice] ${text}`
  console[sinks[level]](line)
  if (recording) recorded = [...recorded.slice(1 - MAX_RECORDED), `${level}: ${line}`]
}
