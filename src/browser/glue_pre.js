// What the glue takes for WebAssembly is what createModule() was given as `wasm`, so that a failure to
// instantiate reaches the caller.
/** @suppress {duplicate} */
var WebAssembly = Module['wasm']
