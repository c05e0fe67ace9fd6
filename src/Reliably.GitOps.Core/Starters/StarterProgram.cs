using Reliably.GitOps.Experiments;

namespace Reliably.GitOps.Starters;

/// <summary>What a starter calls, in a few words.</summary>
public static class StarterProgram
{
    /// <summary>The Python function with its module, the program, or <c>GET</c> and <c>POST</c> of an HTTP call.</summary>
    public static string Of(Starter starter)
    {
        ArgumentNullException.ThrowIfNull(starter);
        return starter.Activity.Provider switch
        {
            Provider.Python python => $"{python.Module}.{python.Function}",
            Provider.Process process => process.Path,
            Provider.Http http => http.Source["method"] is Documents.DataNode.Text method ? method.Value : "GET",
            _ => "",
        };
    }
}
