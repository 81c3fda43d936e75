/*! sluice-react 0.1.0 | MIT */
import { type ComponentPropsWithoutRef } from 'react';
import type { PlayerOptions, PlayerSettings, PlayerStreaming } from './types.js';
/**
 * Plays for as long as the component is mounted.
 * @param options what the client's init() takes; compared by value, so they may be written inline,
 *   and functions among them may be others at each render. Other options begin another session.
 */
export declare function usePlayer(options: PlayerOptions, { client: kinds, ...settings }?: PlayerSettings): PlayerStreaming;
export interface PlayerProps extends PlayerSettings, Omit<ComponentPropsWithoutRef<'video'>, keyof PlayerSettings> {
    /** What the client's init() takes; compared by value. */
    options: PlayerOptions;
}
/**
 * What is played: a `<video>`, which gets all props that are not named here, and `data-state`. Its ref
 * is what {@link usePlayer} gives.
 */
export declare const Player: import("react").ForwardRefExoticComponent<PlayerProps & import("react").RefAttributes<PlayerStreaming>>;
