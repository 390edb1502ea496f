import { after } from 'next/server'
import { viewers } from '../../../../lib/viewers'

export const runtime = 'edge'

const answer = (request: Request) => viewers.fetch(request, { waitUntil: after })
export { answer as GET, answer as POST, answer as OPTIONS }
