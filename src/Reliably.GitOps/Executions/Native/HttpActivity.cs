using Reliably.GitOps.Documents;

namespace Reliably.GitOps.Executions.Native;

internal static class HttpActivity
{
    public static Task<DataNode> RunAsync(DataNode.Mapping provider, NativeContext context, CancellationToken stop) => throw new ExperimentErrorException("soon");
}
