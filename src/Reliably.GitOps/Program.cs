using Reliably.GitOps;

StartUp.Prepare(args);
return await GitOpsApp.RunAsync(args, Terminal.OfProcess());
