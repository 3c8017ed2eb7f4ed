using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting;

/// <summary>
/// Remembers that a request has lost its store within a transaction. EF Core passes over it where it happens as a savepoint is released, and whatever is asked
/// of the store next fails with no more than that the transaction is completed.
/// </summary>
internal sealed class LostTransactions(IHttpContextAccessor http) : DbTransactionInterceptor
{
    public static bool IsOneIn(HttpContext request) => request.Items.ContainsKey(typeof(LostTransactions));

    public override Task TransactionFailedAsync(
        DbTransaction transaction,
        TransactionErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        if (http.HttpContext is { } request && StoreFailure.IsAway(eventData.Exception))
            request.Items[typeof(LostTransactions)] = true;
        return Task.CompletedTask;
    }
}
