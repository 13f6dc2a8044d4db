import { describe, expect, test } from '@jest/globals';
import type { AgentLibrary } from '../../../core/detect/facts.js';
import { found } from './found.js';

const GRAPH =
  'from langgraph.graph import StateGraph\nbuilder = StateGraph(dict)\nbuilder.add_node("a", print)\ngraph = builder.compile(name="x")\n';
const FASTAPI = 'from fastapi import FastAPI\napp = FastAPI()\n';

describe('an agent without a server', () => {
  const fires: readonly [string, Record<string, string>, string | undefined, AgentLibrary][] = [
    ['a compiled graph', { 'src/bot/graph.py': GRAPH }, 'bot.graph:graph', 'langgraph'],
    [
      'langgraph.json',
      {
        'langgraph.json': '{"graphs": {"bot": "./src/bot/graph.py:graph"}}',
        'src/bot/graph.py': GRAPH,
        'src/bot/__init__.py': '',
      },
      'bot.graph:graph',
      'langgraph',
    ],
    [
      'aegra.json',
      {
        'aegra.json': '{"graphs": {"bot": "./src/bot/graph.py:make"}}',
        'src/bot/graph.py': GRAPH.replace('graph = builder', 'def make():\n    return builder'),
        'src/bot/__init__.py': '',
      },
      'bot.graph:make()',
      'langgraph',
    ],
    [
      'a prebuilt agent',
      { 'main.py': 'from langgraph.prebuilt import create_react_agent\nagent = create_react_agent("m", [])\n' },
      'main:agent',
      'langgraph',
    ],
    [
      'ADK',
      {
        'bot/__init__.py': 'from . import agent\n',
        'bot/agent.py': 'from google.adk.agents import Agent\nhelper = Agent(name="h")\nroot_agent = Agent(name="x")\n',
      },
      'bot.agent:root_agent',
      'adk',
    ],
    ['Pydantic AI', { 'main.py': 'from pydantic_ai import Agent\nagent = Agent("m")\n' }, 'main:agent', 'pydantic-ai'],
    [
      'OpenAI Agents',
      { 'main.py': 'from agents import Agent, Runner\nagent = Agent(name="x")\n' },
      'main:agent',
      'openai-agents',
    ],
    [
      'a parametrised class',
      { 'main.py': 'from agents import Agent\nagent = Agent[dict](name="x")\n' },
      'main:agent',
      'openai-agents',
    ],
    [
      'a crew in a class',
      {
        'src/shop/crew.py':
          'from crewai import Agent, Crew\nfrom crewai.project import CrewBase, agent, crew\n\n@CrewBase\nclass Shop:\n    @crew\n    def crew(self) -> Crew:\n        return Crew(agents=[])\n',
        'src/shop/__init__.py': '',
      },
      'shop.crew:Shop',
      'crewai',
    ],
    [
      'a flow over crews',
      {
        'main.py':
          'from crewai.flow.flow import Flow, start\nfrom shop import Shop\n\nclass Order(Flow[dict]):\n    @start()\n    def begin(self):\n        return Shop().crew().kickoff()\n',
        'shop.py': 'from crewai.project import CrewBase\n\n@CrewBase\nclass Shop:\n    pass\n',
      },
      'main:Order',
      'crewai',
    ],
    [
      'CrewAI',
      { 'main.py': 'from crewai import Agent, Crew\na = Agent(role="x")\ncrew = Crew(agents=[a])\n' },
      'main:crew',
      'crewai',
    ],
    [
      'AutoGen',
      { 'main.py': 'from autogen_agentchat.agents import AssistantAgent\nagent = AssistantAgent("x")\n' },
      'main:agent',
      'autogen',
    ],
    [
      'one that a function builds',
      { 'main.py': 'from crewai import Crew\ndef run():\n    Crew(agents=[]).kickoff()\n' },
      undefined,
      'crewai',
    ],
  ];
  test.each(fires)('%s', async (_name, files, app, library) => {
    const { facts } = await found(files);
    expect(facts.service?.value).toBe('agent');
    expect(facts.agentLibrary?.value).toBe(library);
    expect(facts.app?.value).toBe(app);
    expect(facts.protocol?.value).toBe(app === undefined ? undefined : 'agent');
  });

  const silent: readonly [string, Record<string, string>][] = [
    [
      "the service's own class",
      { 'agents.py': 'class Agent:\n    pass\n', 'main.py': 'from agents import Agent\nagent = Agent()\n' },
    ],
    [
      'a comment',
      { 'main.py': '# from langgraph.prebuilt import create_react_agent\n# agent = create_react_agent()\n' },
    ],
    ['an example', { 'examples/graph.py': GRAPH }],
    [
      'a graph that is not compiled',
      { 'main.py': 'from langgraph.graph import StateGraph\nbuilder = StateGraph(dict)\n' },
    ],
    ['a language model alone', { 'main.py': 'from langchain_openai import ChatOpenAI\nllm = ChatOpenAI()\n' }],
  ];
  test.each(silent)('not %s', async (_name, files) => {
    expect((await found(files)).facts.service).toBeUndefined();
  });
});

describe('an agent and an HTTP app', () => {
  test('the app that runs it is the app', async () => {
    const { facts } = await found({
      'graph.py': GRAPH,
      'main.py': `from graph import graph\n${FASTAPI}@app.post("/run")\ndef run(): return graph.invoke({})\n`,
    });
    expect(facts.service?.value).toBe('agent');
    expect(facts.app?.value).toBe('main:app');
    expect(facts.protocol?.value).toBe('asgi');
    expect(facts.framework?.value).toBe('fastapi');
    expect(facts.agentLibrary?.value).toBe('langgraph');
  });

  test('an app that only serves files is not', async () => {
    const files = {
      'src/bot/graph.py': GRAPH,
      'src/bot/app.py': `from fastapi.staticfiles import StaticFiles\n${FASTAPI}app.mount("/", StaticFiles(directory="dist"))\n`,
    };
    const { facts, apps } = await found(files);
    expect(facts.app?.value).toBe('bot.graph:graph');
    expect(facts.protocol?.value).toBe('agent');
    expect(apps).toEqual(['bot.graph:graph', 'bot.app:app']);
    expect(facts.app?.others[0]?.value).toBe('bot.app:app');
  });

  test('a graph that is built in one place and compiled in another makes the app an agent', async () => {
    const files = {
      'graph.py':
        'from langgraph.graph import StateGraph\nclass Builder:\n    def build(self):\n        return StateGraph(dict)\n',
      'main.py': `from graph import Builder\n${FASTAPI}@app.post("/run")\ndef run(): ...\n`,
    };
    const { facts } = await found(files);
    expect(facts.service?.value).toBe('agent');
    expect(facts.app?.value).toBe('main:app');
  });

  test('the usual name of an agent wins over its own', async () => {
    const { facts } = await found({
      'bot/agent.py':
        'from google.adk.agents import LlmAgent\ncoordinator = LlmAgent(name="x")\nroot_agent = coordinator\n',
    });
    expect(facts.app?.value).toBe('bot.agent:root_agent');
  });

  test('an app of its own beside an agent it does not import stays a backend', async () => {
    const { facts } = await found({
      'graph.py': GRAPH,
      'main.py': `${FASTAPI}@app.get("/orders")\ndef orders(): ...\n`,
    });
    expect(facts.service?.value).toBe('backend');
    expect(facts.app?.value).toBe('main:app');
  });
});

test('an agent without a server reads what its tools read, in whatever folder they lie', async () => {
  const files = {
    'main.py':
      'from crewai import Crew\nfrom tools.search import f\nclass Trip:\n    def run(self):\n        return Crew(agents=[], tasks=[]).kickoff()\n',
    'tools/search.py': 'import os\ndef f():\n    return os.environ["SEARCH_KEY"]\n',
    'tools/release.py': 'import os\nos.environ["RELEASE_TOKEN"]\n',
  };
  expect((await found(files)).facts.env?.value).toEqual(['SEARCH_KEY']);
});
