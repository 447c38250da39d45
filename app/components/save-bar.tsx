import { useEffect, useRef } from "react";
import { useWords } from "./words.tsx";

interface SaveBarProps {
  isOpen: boolean;
  isSaving: boolean;
  saveLabel: string;
  onSave(): void;
  onDiscard(): void;
}

/**
 * App Bridge's contextual save bar. Written out instead of App Bridge's own React component, which breaks the page where App Bridge did
 * not load; the page's own button saves there.
 */
export function SaveBar({ isOpen, isSaving, saveLabel, onSave, onDiscard }: SaveBarProps) {
  const { t } = useWords();
  const bar = useRef<UISaveBarElement>(null);
  useEffect(() => {
    const element = bar.current;
    if (isOpen) void element?.show?.();
    else void element?.hide?.();
    return () => void element?.hide?.();
  }, [isOpen]);
  return (
    <div hidden>
      <ui-save-bar ref={bar}>
        <button type="button" variant="primary" {...(isSaving ? { loading: "" } : {})} onClick={onSave}>
          {saveLabel}
        </button>
        <button type="button" onClick={onDiscard}>
          {t("action.discard")}
        </button>
      </ui-save-bar>
    </div>
  );
}
