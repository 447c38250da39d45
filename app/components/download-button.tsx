import { ActionList, Button, Popover } from "@shopify/polaris";
import { useState } from "react";
import { useWords } from "./words.tsx";

/**
 * Starts a download within the admin. A link carries no session token of its own, so the token that App Bridge gives, good for a minute,
 * goes along in the address, as Shopify itself does when it opens the app.
 */
async function download(path: string, language: string): Promise<void> {
  const query = new URLSearchParams({ locale: language, embedded: "1" });
  const bridge = window.shopify;
  if (bridge) {
    query.set("id_token", await bridge.idToken());
    query.set("shop", bridge.config.shop ?? "");
    query.set("host", bridge.config.host ?? "");
  }
  const link = document.createElement("a");
  link.href = `${path}?${query}`;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

/** A button for one file. */
export function DownloadButton({ path, label }: { path: string; label: string }) {
  const { language } = useWords();
  return <Button onClick={() => void download(path, language)}>{label}</Button>;
}

/** A button that offers several files. */
export function DownloadMenu({ label, files }: { label: string; files: { path: string; label: string }[] }) {
  const { language } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover
      active={isOpen}
      onClose={() => setIsOpen(false)}
      activator={
        <Button disclosure onClick={() => setIsOpen((open) => !open)}>
          {label}
        </Button>
      }
    >
      <ActionList
        items={files.map((file) => ({
          content: file.label,
          onAction: () => {
            setIsOpen(false);
            void download(file.path, language);
          },
        }))}
      />
    </Popover>
  );
}
