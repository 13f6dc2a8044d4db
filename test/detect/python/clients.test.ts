import { expect, test } from '@jest/globals';
import { found } from './found.js';

async function needs(source: string) {
  const { facts } = await found({ 'main.py': `${source}\nfrom fastapi import FastAPI\napp = FastAPI()\n` });
  const names = facts.variables?.value.filter((each) => each.library !== undefined).map((each) => each.name) ?? [];
  expect(facts.env?.value ?? []).not.toEqual(expect.arrayContaining(names.length > 0 ? names : ['-']));
  return names;
}

test.each([
  ['OpenAI', 'from openai import OpenAI\nclient = OpenAI()', 'OPENAI_API_KEY'],
  ['a model of langchain', 'from langchain_openai import ChatOpenAI\nm = ChatOpenAI(model="x")', 'OPENAI_API_KEY'],
  ['one made by a called function', 'import groq\ndef f():\n    return groq.Groq()\nc = f()', 'GROQ_API_KEY'],
  [
    'pydantic-ai by the name of its model',
    'from pydantic_ai import Agent\na = Agent("openai:gpt-4o")',
    'OPENAI_API_KEY',
  ],
  ['boto3 without a region', 'import boto3\nq = boto3.client("sqs")', 'AWS_DEFAULT_REGION'],
])('%s', async (_, source, name) => {
  expect(await needs(source)).toEqual([name]);
});

test.each([
  ['a given key', 'from openai import OpenAI\nc = OpenAI(api_key="x")'],
  ['a request handler', 'from openai import OpenAI\ndef f():\n    return OpenAI()'],
  ['a class of its own', 'class OpenAI: pass\nc = OpenAI()'],
  [
    'what the code reads itself',
    'import os\nfrom openai import OpenAI\nk = os.environ["OPENAI_API_KEY"]\nc = OpenAI()',
  ],
  ['a service without a region', 'import boto3\ns = boto3.client("s3")'],
])('none for %s', async (_, source) => {
  expect(await needs(source)).toEqual([]);
});
