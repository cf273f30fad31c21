/** A command line for `script`, on a terminal on which no line of ours is broken; that of `script` itself does not say its width. */
export const onWide = (command: string, columns = 400): string => `stty cols ${columns}; ${command}`
