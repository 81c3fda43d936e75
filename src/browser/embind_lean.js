// Embind without what it asks itself about bindings that somebody else might register at run time:
// ours are six functions of known types (embind_types.cpp), and the tests call each of them.
addToLibrary({
  $emval_get_global: () => globalThis,
  $exposePublicSymbol__deps: [],
  $exposePublicSymbol: (name, value) => {
    Module[name] = value
  },
  $replacePublicSymbol__deps: [],
  $replacePublicSymbol: (name, value) => {
    Module[name] = value
  },
  $requireRegisteredType__deps: ['$registeredTypes'],
  $requireRegisteredType: (type) => registeredTypes[type],
  $throwUnboundTypeError__deps: [],
  $throwUnboundTypeError: (message) => {
    throw new Error(message)
  },
})
