// Files that are not scripts, as the build hands them on.
declare module '*.css';
declare module '*.svg' {
  /** Its address. */
  const address: string;
  export default address;
}
declare module '*.wasm?url' {
  /** Its address. */
  const address: string;
  export default address;
}
