import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Link, Route, Routes } from 'react-router';
import { config } from './config';
import { Article } from './pages/Article';
import { Start } from './pages/Start';
import './style.css';

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <BrowserRouter>
      <header>
        <Link to="/">{config.tenant}</Link>
      </header>
      <Routes>
        <Route index element={<Start />} />
        <Route path="/articles/:sku" element={<Article />} />
        <Route path="*" element={<p>There is no such page.</p>} />
      </Routes>
    </BrowserRouter>
  </StrictMode>,
);
