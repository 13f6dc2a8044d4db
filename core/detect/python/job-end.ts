import type { Syntax } from '../parser.js';
import type { Module } from './modules.js';
import { calledName, importsOf, surveyOf } from './survey.js';
import { walk } from './values.js';

/** Calls that return only when the program is told to end. */
const STAYS = new Set(
  (
    'run_forever serve_forever serve start_consuming consume subscribe listen wait_for_termination run_until_disconnected ' +
    'run_polling start_polling infinity_polling polling pause mainloop run_app run_server start_server launch ' +
    'run_pending work start_http_server handle_requests'
  ).split(' '),
);
/** Packages for programs that stay: bots, consumers, servers, schedulers, watchers, user interfaces. */
const FOR_STAYING = new Set(
  (
    'discord telegram telebot aiogram slack_bolt pika aio_pika kafka confluent_kafka aiokafka faust nats grpc websockets ' +
    'paho socketserver asyncio_mqtt aiomqtt streamlit gradio chainlit dash panel nicegui tornado twisted zmq watchdog ' +
    'watchfiles apscheduler schedule celery rq arq dramatiq huey taskiq prefect temporalio uvicorn hypercorn gunicorn ' +
    'waitress flask fastapi starlette aiohttp_server sanic bottle cherrypy mcp fastmcp tkinter pygame'
  ).split(' '),
);

/** Whether a module shows anything that keeps a program running; what shows nothing is taken to end. */
export function mayStay(module: Module): boolean {
  if (importsOf(module).some(({ dotted }) => FOR_STAYING.has(dotted.split('.')[0] ?? '') || dotted === 'http.server'))
    return true;
  if (surveyOf(module).calls.some((call) => STAYS.has(calledName(call)))) return true;
  return [...walk(module.root)].some((node) => node.type === 'while_statement' && isEndless(node));
}

/** A loop over a constant or a flag that nothing in it ends: no way out of it, and its names are not set in it. */
function isEndless(loop: Syntax): boolean {
  const inside = [...walk(loop)];
  if (inside.some(({ type }) => ['break_statement', 'return_statement', 'raise_statement'].includes(type)))
    return false;
  const condition = loop.field('condition');
  if (condition === undefined) return true;
  const names = new Set([...walk(condition)].filter(({ type }) => type === 'identifier').map(({ text }) => text));
  const set = inside.filter(({ type }) => ['assignment', 'augmented_assignment', 'named_expression'].includes(type));
  const isSet = set.some((at) =>
    [...walk(at.field('left') ?? at.field('name') ?? at)].some((node) => names.has(node.text)),
  );
  // `while queue:` and `while len(queue) > 0:` end when calls in them have emptied it.
  const isEmptied = inside.some(
    (at) => at.type === 'call' && names.has(at.field('function')?.field('object')?.text ?? ''),
  );
  return !isSet && !(isEmptied && !/is_set|running|stop/.test(condition.text));
}
