// By what a call or a result may differ from those before.

/** Of a call, the gravest first; `result-size` is of its result. */
export const FEATURES = ['sql', 'destination', 'shape', 'arguments-size', 'burst', 'busy', 'result-size'] as const
export type FeatureName = (typeof FEATURES)[number]

/** Whether calls are compared with what is usual: `learn` tells what is not, `enforce` also asks a person. */
export type Baselines = 'off' | 'learn' | 'enforce'
