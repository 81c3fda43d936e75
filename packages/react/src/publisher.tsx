import { publisherSide } from '../../../web/sides'
import { forwardRef, useImperativeHandle, type ComponentPropsWithoutRef } from 'react'
import type { PublisherOptions } from 'sluice-sdk'
import type { PublisherSettings, PublisherStreaming } from './types'
import { useStreaming } from './use_streaming'

/**
 * Publishes for as long as the component is mounted. Camera and session are ended with it.
 * @param options what the client's init() takes; compared by value, so they may be written inline,
 *   and functions among them may be others at each render. Other options begin another session.
 */
export function usePublisher(
  options: PublisherOptions,
  { client: kinds = 'whip', ...settings }: PublisherSettings = {},
): PublisherStreaming {
  return useStreaming(publisherSide, { ...settings, kinds, options })
}

export interface PublisherProps
  extends PublisherSettings, Omit<ComponentPropsWithoutRef<'video'>, keyof PublisherSettings> {
  /** What the client's init() takes; compared by value. */
  options: PublisherOptions
}

/**
 * The preview of what is published, muted: a `<video>`, which gets all props that are not named here,
 * and `data-state`. Its ref is what {@link usePublisher} gives.
 */
export const Publisher = forwardRef<PublisherStreaming, PublisherProps>(function Publisher(
  { options, client, enabled, stream, statsInterval, onEvent, onStateChange, onError, ...video },
  ref,
) {
  const callbacks = { onEvent, onStateChange, onError }
  const settings = { client, enabled, stream, statsInterval, ...callbacks }
  const publisher = usePublisher(options, settings)
  useImperativeHandle(ref, () => publisher, [publisher])
  return (
    <video
      muted
      autoPlay
      playsInline
      aria-label="Camera preview"
      {...video}
      ref={publisher.videoRef}
      data-state={publisher.state}
    />
  )
})
