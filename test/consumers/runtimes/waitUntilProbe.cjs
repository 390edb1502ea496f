// What a platform that hosts Next puts in its process, so that `after` can keep it awake:
// https://nextjs.org/docs/app/api-reference/functions/after#platform-support
globalThis[Symbol.for('@next/request-context')] = {
  get: () => ({
    waitUntil: (promise) => console.log(`[waitUntil] ${Object.prototype.toString.call(promise)}`),
  }),
}
