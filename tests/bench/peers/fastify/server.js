// SPDX-License-Identifier: GPL-3.0-or-later
// A collector as it is usually written: HTTPS, CBOR, the key checked, the fields checked, one INSERT a request, answered
// after its commit. Its settings come from the environment; tests/bench/servers.py gives them.
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decode, encode } from 'cbor-x';
import Fastify from 'fastify';
import pg from 'pg';

const sha256 = (text) => createHash('sha256').update(text).digest();
const expected = sha256(process.env.SUBMITTER.split('.')[1]);
const questions = ['wb1', 'wb2', 'wb3', 'wb4', 'wb5', 'enps', 'co1', 'co2', 'co3', 'col1', 'col2', 'col3', 'safety1'];
const most = (question) => (question.startsWith('wb') ? 5 : 10);
const pool = new pg.Pool({ max: 20 });

const app = Fastify({
  https: { cert: readFileSync(process.env.CERTIFICATE), key: readFileSync(process.env.PRIVATE_KEY) },
  keepAliveTimeout: 600000,
});

app.addContentTypeParser('application/cbor', { parseAs: 'buffer' }, (request, body, done) => {
  try {
    done(null, decode(body));
  } catch {
    done(Object.assign(new Error('not CBOR'), { statusCode: 400 }));
  }
});

app.addHook('onRequest', async (request, reply) => {
  const secret = /^Bearer \d+\.([0-9a-f]{64})$/.exec(request.headers.authorization ?? '')?.[1];
  if (!secret || !timingSafeEqual(sha256(secret), expected)) {
    return reply.code(401).send();
  }
});

function faultOf(submission) {
  if (!Buffer.isBuffer(submission.id) || submission.id.length !== 16) return 'id';
  if (submission.survey !== 'employee-pulse' || submission.version !== 1) return 'survey';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(submission.team)) return 'team';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(submission.on)) return 'on';
  for (const [question, value] of Object.entries(submission.answers)) {
    const fits = value === null || (Number.isInteger(value) && value >= 0 && value <= most(question));
    if (!questions.includes(question) || !fits) return question;
  }
  return null;
}

const insert = {
  name: 'insert',
  text: `INSERT INTO collected (team, id, survey, version, day, answers)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
};

app.post('/v1/submissions', async (request, reply) => {
  const submission = request.body;
  const fault = faultOf(submission);
  reply.type('application/cbor');
  if (fault) {
    return reply.code(422).send(encode({ id: submission.id, status: 'rejected', error: fault }));
  }
  const { team, id, survey, version, on, answers } = submission;
  const row = [team, id.toString('hex'), survey, version, on, questions.map((question) => answers[question] ?? null)];
  const { rowCount } = await pool.query({ ...insert, values: row });
  const status = rowCount === 1 ? 'stored' : 'duplicate';
  return reply.code(rowCount === 1 ? 201 : 200).send(encode({ id, status }));
});

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
