/**
 * A query that the Data API does not understand; the message is the answer's. Its shape is
 * `{"error": "…"}`, unlike other errors of Mux: https://www.mux.com/docs/guides/filter-your-data
 */
export class RefusedQuery extends Error {
  override readonly name = 'RefusedQuery'
}
