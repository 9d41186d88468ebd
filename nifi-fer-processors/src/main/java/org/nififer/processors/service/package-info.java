/**
 * Controller services: what several processors share.
 */
package org.nififer.processors.service;

