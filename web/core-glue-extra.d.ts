// The glue of the module's second build; the same functions.
export { default } from './core-glue'
