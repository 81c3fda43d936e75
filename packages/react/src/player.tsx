import { playerSide } from '../../../web/sides'
import { forwardRef, useImperativeHandle, type ComponentPropsWithoutRef } from 'react'
import type { PlayerOptions, PlayerSettings, PlayerStreaming } from './types'
import { useStreaming } from './use_streaming'

/**
 * Plays for as long as the component is mounted.
 * @param options what the client's init() takes; compared by value, so they may be written inline,
 *   and functions among them may be others at each render. Other options begin another session.
 */
export function usePlayer(
  options: PlayerOptions,
  { client: kinds = 'whep', ...settings }: PlayerSettings = {},
): PlayerStreaming {
  return useStreaming(playerSide, { ...settings, kinds, options })
}

export interface PlayerProps
  extends PlayerSettings, Omit<ComponentPropsWithoutRef<'video'>, keyof PlayerSettings> {
  /** What the client's init() takes; compared by value. */
  options: PlayerOptions
}

/**
 * What is played: a `<video>`, which gets all props that are not named here, and `data-state`. Its ref
 * is what {@link usePlayer} gives.
 */
export const Player = forwardRef<PlayerStreaming, PlayerProps>(function Player(props, ref) {
  const { options, client, enabled, statsInterval, onEvent, onStateChange, onError, ...video } =
    props
  const settings = { client, enabled, statsInterval, onEvent, onStateChange, onError }
  const player = usePlayer(options, settings)
  useImperativeHandle(ref, () => player, [player])
  return (
    <video
      autoPlay
      playsInline
      aria-label="Live stream"
      {...video}
      ref={player.videoRef}
      data-state={player.state}
    />
  )
})
