/*! sluice-react 0.1.0 | MIT */
import { type ComponentPropsWithoutRef } from 'react';
import type { PublisherOptions } from 'sluice-sdk';
import type { PublisherSettings, PublisherStreaming } from './types.js';
/**
 * Publishes for as long as the component is mounted. Camera and session are ended with it.
 * @param options what the client's init() takes; compared by value, so they may be written inline,
 *   and functions among them may be others at each render. Other options begin another session.
 */
export declare function usePublisher(options: PublisherOptions, { client: kinds, ...settings }?: PublisherSettings): PublisherStreaming;
export interface PublisherProps extends PublisherSettings, Omit<ComponentPropsWithoutRef<'video'>, keyof PublisherSettings> {
    /** What the client's init() takes; compared by value. */
    options: PublisherOptions;
}
/**
 * The preview of what is published, muted: a `<video>`, which gets all props that are not named here,
 * and `data-state`. Its ref is what {@link usePublisher} gives.
 */
export declare const Publisher: import("react").ForwardRefExoticComponent<PublisherProps & import("react").RefAttributes<PublisherStreaming>>;
