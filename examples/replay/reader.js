// Reads a file, and has it replayed in a thread of its own. Nothing is uploaded: the file goes from the
// reader's disk to that thread.

const mostBytes = 8 * 1024 * 1024 // twice what a client keeps unless it is told otherwise
const megabytes = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

const fromSave = 'Choose a file that “Save recording” or client.recording() has made.'
const again = 'It is damaged, or was cut short on its way: save it, or have it sent, once more.'
const advice = {
  'it is no recording': fromSave,
  'it is of another version of the format':
    'Open it with the page of the version that has made it.',
  'it is larger than a recording may be': fromSave,
}

/** Why a file cannot be shown, and what to do. */
export class Unreadable extends Error {
  constructor(message, cure) {
    super(message)
    this.cure = cure
  }
}

export class Reader {
  #worker = startWorker()
  #number = 0
  #pending // { resolve, reject }

  /** @param {Blob} file  @returns {Promise<Uint8Array>} */
  static async read(file) {
    if (file.size > mostBytes) {
      const [size, most] = [file.size, mostBytes].map((bytes) => megabytes.format(bytes / 2 ** 20))
      throw new Unreadable(
        `The file has ${size} MiB. This page shows up to ${most}.`,
        'The command “npx sluice-replay” reads larger ones.',
      )
    }
    if (file.size === 0) throw new Unreadable('The file is empty.', fromSave)
    try {
      return new Uint8Array(await file.arrayBuffer())
    } catch {
      throw new Unreadable('The browser could not read it.', 'Choose a file, and not a folder.')
    }
  }

  /**
   * @param {Uint8Array} bytes
   * @param {boolean} all with each look at the media
   * @returns {Promise<object>} see model.js; undefined where something else was asked for meanwhile
   */
  replay(bytes, all) {
    this.stop()
    const number = ++this.#number
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject }
      this.#worker.onmessage = ({ data }) => this.#answered(number, data)
      this.#worker.onerror = () => this.#failed()
      this.#worker.postMessage({ number, bytes, all })
    })
  }

  /** Ends what is under way, and with it the thread, which hears nothing meanwhile. */
  stop() {
    if (!this.#pending) return
    this.#worker.terminate()
    this.#worker = startWorker()
    this.#settle('resolve')
  }

  #answered(number, answer) {
    if (number !== answer.number) return
    if (answer.model?.steps.length) return this.#settle('resolve', answer.model)
    this.#settle('reject', problemOf(answer))
    // Behind a trap the module is in no state to go on.
    if (answer.isUnloaded || answer.isBroken) this.#restart()
  }

  #failed() {
    this.#settle('reject', problemOf({ isUnloaded: true }))
    this.#restart()
  }

  #restart() {
    this.#worker.terminate()
    this.#worker = startWorker()
  }

  #settle(how, value) {
    const pending = this.#pending
    this.#pending = undefined
    pending?.[how](value)
  }
}

function startWorker() {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
}

function problemOf({ error, isUnloaded, isBroken }) {
  if (isUnloaded) {
    return new Unreadable(
      'The module that replays could not be loaded.',
      'This page needs dist/extra.js and dist/sluice.extra.wasm beside the examples. Reload it.',
    )
  }
  if (isBroken) return new Unreadable('The file is too much for the replay.', again)
  if (!error) return new Unreadable('Nothing is in it: the session had no input.', fromSave)
  const cure = Object.hasOwn(advice, error) ? advice[error] : again
  return new Unreadable(`The file cannot be shown: ${error}.`, cure)
}
