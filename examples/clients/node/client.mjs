// Sends a payment file, then receives and downloads a statement, over the API of pesit-drop.
//
//   node client.mjs send FILE            prints {"id": ..., "status": ...}
//   node client.mjs receive NAME TARGET  writes the statement to TARGET when the status is COMPLETED
//
// PESIT_DROP_URL: where the daemon listens (http://localhost:9081); PESIT_DROP_KEY: a key, when one is
// needed.

import { createReadStream, createWriteStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import axios from 'axios'
import FormData from 'form-data'

const key = process.env.PESIT_DROP_KEY
const client = axios.create({
  baseURL: process.env.PESIT_DROP_URL ?? 'http://localhost:9081',
  headers: key === undefined ? {} : { Authorization: `Bearer ${key}` },
})

async function send(path) {
  const form = new FormData()
  form.append('file', createReadStream(path))
  form.append('serverId', 1)
  form.append('remoteFilename', basename(path))
  form.append('partnerId', 'MON_ENTREPRISE')
  form.append('virtualFile', 'VIREMENTS')
  const { data } = await client.post('/api/transfers/send', form, { headers: form.getHeaders() })
  return data
}

async function receive(name, target) {
  const { data } = await client.post('/api/transfers/receive', {
    serverId: 1,
    remoteFilename: name,
    partnerId: 'MON_ENTREPRISE',
    virtualFile: 'RELEVES',
  })
  if (data.status === 'COMPLETED') {
    const download = await client.get(`/api/transfers/${data.id}/download`, {
      responseType: 'stream',
    })
    await pipeline(download.data, createWriteStream(target))
  }
  return data
}

const [verb, ...given] = process.argv.slice(2)
const { id, status } = await (verb === 'send' ? send(...given) : receive(...given))
console.log(JSON.stringify({ id, status }))
