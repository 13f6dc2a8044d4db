import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

const api = import.meta.env.VITE_API_URL ?? 'http://localhost:8000';

function Shop() {
  const [tea, setTea] = useState();
  useEffect(() => {
    fetch(`${api}/teas/nearest?green=0.6&black=0.4`)
      .then((answer) => answer.json())
      .then(setTea);
  }, []);
  return (
    <p>
      {import.meta.env.VITE_GREETING} {tea ? `you like ${tea.name}` : '…'}
    </p>
  );
}

createRoot(document.getElementById('root')).render(<Shop />);
