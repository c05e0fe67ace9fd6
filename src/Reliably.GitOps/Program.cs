using Reliably.GitOps;

return await GitOpsApp.RunAsync(args, Terminal.OfProcess());
