using Reliably.GitOps.Deployments;
using Reliably.GitOps.Processes;

namespace Reliably.GitOps.Executions;

/// <summary>Under which account a run of the deployment <c>local</c> is started, within what the server grants.</summary>
/// <param name="Account">The account; null for the service's own.</param>
/// <param name="NotGranted">Why the server does not allow it; null where it does.</param>
/// <param name="Problem">Why this machine does not allow it; null where it does.</param>
internal sealed record RunAccount(Account? Account, string? NotGranted, string? Problem)
{
    private static readonly RunAccount Own = new(null, null, null);

    public static RunAccount Of(ExecutionOrder order, ExecutionSurroundings surroundings)
    {
        if (order.DeploymentDocument is not (null or Deployment.Local)) return Own;
        var asked = (order.DeploymentDocument as Deployment.Local)?.User;
        var granted = surroundings.Grants.Accounts;
        if (surroundings.UnderServe && asked is not null && !granted.Contains(asked))
            return new(null, $"The server does not grant the account '{asked}' to this repository (grants: accounts).", null);
        if ((asked ?? (surroundings.UnderServe ? granted.FirstOrDefault() : null)) is not { } name) return Own;
        var (account, refusal) = Account.Find(name);
        if (account is null) return new(null, null, refusal);
        return new(account, null, null);
    }
}
