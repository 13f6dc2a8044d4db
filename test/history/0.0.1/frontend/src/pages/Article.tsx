import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { fetchQuote, type Quote } from '../api';

export function Article() {
  const { sku = '' } = useParams();
  const [quote, setQuote] = useState<Quote>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    fetchQuote(sku, 1).then(setQuote, (error: Error) => setProblem(error.message));
  }, [sku]);

  return (
    <main>
      <h1>{sku}</h1>
      {quote && <p>{(quote.gross / 100).toFixed(2)}</p>}
      {problem && <p role="alert">{problem}</p>}
    </main>
  );
}
