"""One run over one party: read, plan, act, record. The thin shell around `syncconsole.sync`."""
