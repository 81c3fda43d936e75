// What is always there to play: a publisher that takes no step. Runs in the page.
import { Actor } from './actor.mjs'
import { drawn } from './drawn.mjs'

export class SteadyActor extends Actor {
  live = false
  #stream = drawn(['audio', 'video'])

  async start() {
    const options = this.options()
    const perform = (client) => client.initWithStream(options, this.#stream)
    await (
      await this.begin('initWithStream', options, { shown: 'steady' }, perform)
    ).done
    await this.call('publish', '', (client) => client.publish()).done
    this.live = true
  }

  get liveName() {
    return this.live && this.streamName
  }

  checkAlways() {}
  rested() {}

  async end() {
    this.live = this.mayHold = false
    await this.call('end', '', (client) => client.unpublish()).done
    for (const track of this.#stream.getTracks()) track.stop()
  }
}
